// Hands a file to the person: it goes where this browser keeps downloads.

const KEPT_MILLISECONDS = 60_000;

export function download(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MILLISECONDS);
}

// Photos chosen in a form are made small on the device and lose their metadata: <input type="file" data-shrinks>.

const LONG_EDGE = 2048;
const QUALITY = 0.8;

/** Replace each chosen photo by a smaller copy; what cannot be decoded here goes as it is. */
export function shrinkPhotos(root) {
  root.addEventListener("change", async (event) => {
    const input = event.target;
    if (!input.matches?.("input[type=file][data-shrinks]") || !input.files.length) return;
    const button = input.form.querySelector("button:not([type=button])");
    button.disabled = true;
    try {
      input.files = listOf(await Promise.all([...input.files].map(shrunk)));
    } catch {
      // The server makes its own renditions; a large photo is slower, not lost.
    } finally {
      button.disabled = false;
    }
  });
}

async function shrunk(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONG_EDGE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  return new File([blob], "photo.jpg", { type: "image/jpeg" });
}

function listOf(files) {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  return transfer.files;
}

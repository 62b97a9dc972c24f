// What the bench of a long list measures inside the page.

window.long = {};

/** Resolves when the next frame has been handed over. */
const painted = () => new Promise((done) => {
  requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = () => done();
    after.port2.postMessage(null);
  });
});

/** Milliseconds from a tap on the pass button of a line until the frame that shows it is handed over. */
window.long.tap = async (at) => {
  const buttons = document.querySelectorAll(".control--verdict .answer--pass");
  const button = buttons[at % buttons.length];
  button.scrollIntoView({ block: "center" });
  await painted();
  await painted();
  const was = button.getAttribute("aria-pressed");
  const began = performance.now();
  button.click();
  while (button.getAttribute("aria-pressed") === was) await new Promise((done) => setTimeout(done));
  await painted();
  return performance.now() - began;
};

/** Milliseconds of each frame while the page scrolls from its top to its end. */
window.long.scroll = async (frames) => {
  window.scrollTo(0, 0);
  await painted();
  const height = document.documentElement.scrollHeight - window.innerHeight;
  const times = [];
  for (let frame = 1; frame <= frames; frame += 1) {
    const began = performance.now();
    window.scrollTo(0, (height * frame) / frames);
    await painted();
    times.push(performance.now() - began);
  }
  return times;
};

/** A page of as many plain lines, to scroll beside. */
window.long.bare = (lines, height) => {
  document.body.replaceChildren(...Array.from({ length: lines }, (_, at) => {
    const line = document.createElement("p");
    line.textContent = `Line ${at}`;
    line.style.height = `${height / lines}px`;
    return line;
  }));
};

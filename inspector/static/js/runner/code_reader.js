// Reads codes from the camera: by the browser's own reader where it has one, else by a small one of ours. Fetched on demand; no rules.

const LONG_EDGE = 960; // enough for a code that fills a quarter of the picture
const PAUSE_MILLISECONDS = 120;

export function openCamera() {
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("no camera", "NotFoundError");
  return navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 } } });
}

/** Look at the picture again and again until told to stop; tells every code it reads. anyKind: also stripes, where the browser reads them. */
export async function readCodes(video, tell, signal, { anyKind = false } = {}) {
  const read = await reader(anyKind);
  const canvas = document.createElement("canvas");
  while (!signal.aborted) {
    if (video.videoWidth) {
      const words = await read(drawn(canvas, video)).catch(() => null);
      if (words && !signal.aborted) tell(words);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  }
}

/** A function that switches the light of this camera, or null where it has none. */
export function torchOf(stream) {
  const [track] = stream.getVideoTracks();
  return track?.getCapabilities?.().torch ? (isOn) => track.applyConstraints({ advanced: [{ torch: isOn }] }) : null;
}

async function reader(anyKind) {
  const formats = await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => []);
  if (formats?.includes("qr_code")) {
    const detector = new globalThis.BarcodeDetector({ formats: anyKind ? formats : ["qr_code"] });
    return async (canvas) => (await detector.detect(canvas))[0]?.rawValue ?? null;
  }
  const { decodeQR } = await import("../vendor/qr/decode.js");
  return async (canvas) => decodeQR(canvas.getContext("2d", { willReadFrequently: true }).getImageData(0, 0, canvas.width, canvas.height));
}

function drawn(canvas, video) {
  const scale = Math.min(1, LONG_EDGE / Math.max(video.videoWidth, video.videoHeight));
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas;
}

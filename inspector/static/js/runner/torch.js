// The lamp of the camera, for dark dining rooms: on while the page is looked at, and never holding the camera from a photo.

let track = null;

/** Switch the lamp. Resolves with whether this device has one that a page may switch. */
export async function switchTorch(isOn) {
  release();
  if (!isOn) return true;
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  [track] = stream.getVideoTracks();
  if (!track.getCapabilities?.().torch) {
    release();
    return false;
  }
  await track.applyConstraints({ advanced: [{ torch: true }] });
  return true;
}

/** Let the camera go; the lamp goes out with it. */
export function release() {
  track?.stop();
  track = null;
}

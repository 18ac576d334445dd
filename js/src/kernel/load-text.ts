import { type Kernel, LARGEST_MESSAGE } from "./state";

/** Sends a file, or what was pasted, as the data. */
export async function loadText(kernel: Kernel, given: Blob): Promise<void> {
  // as a message it would be larger still: it need not even be read
  if (given.size > LARGEST_MESSAGE) {
    kernel.refusal.value = { bytes: given.size };
    return;
  }
  try {
    kernel.loadCSV(await given.text());
  } catch (error) {
    // the file may be gone, or be a folder
    kernel.refusal.value = String(error);
  }
}

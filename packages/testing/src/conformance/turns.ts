/** 50 ms as the loop counts: a machine that has more to do is late for the plugin's timers as it is for these. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setTimeout(resolve, 5))
}

import { parseArgs } from 'node:util'
import { restartUnderLoad } from './restart.ts'

/** Restarts a host under load, and prints what its clients met. Exit 1 when an answer was lost. */
const { values } = parseArgs({
  options: { restarts: { type: 'string', default: '200' }, clients: { type: 'string', default: '20' } },
})
const startedAt = performance.now()
const result = await restartUnderLoad({ restarts: Number(values.restarts), clients: Number(values.clients) })
const { answered, answeredByHosts, refused, lost, exitCodes } = result
const inOrder = exitCodes.filter((code) => code === 0).length
process.stdout.write(`\
restarts by SIGTERM             ${exitCodes.length} in ${Math.round((performance.now() - startedAt) / 1_000)} s
of them with exit code 0        ${inOrder}
answers that clients got        ${answered}
answers that hosts counted      ${answeredByHosts}
lost, or reset on a used socket ${lost.length} ${lost.length === 0 ? '' : JSON.stringify(lost)}
refused while nobody listened   ${refused}
`)
if (lost.length > 0 || answered !== answeredByHosts || inOrder < exitCodes.length) process.exitCode = 1

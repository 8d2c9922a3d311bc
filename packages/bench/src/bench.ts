import { compareServers } from './compare.ts'
import { benchLines } from './lines/bench.ts'
import { benchPlugins } from './plugins/bench.ts'
import { benchProtection } from './protection/bench.ts'

const [first, ...rest] = process.argv.slice(2)
if (first === 'plugins') await benchPlugins(rest)
else if (first === 'protection') await benchProtection(rest)
else if (first === 'lines') await benchLines(rest)
else await compareServers(process.argv.slice(2))

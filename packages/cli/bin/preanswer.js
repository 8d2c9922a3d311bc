#!/usr/bin/env node
import { main } from '../dist/main.js'

process.exitCode = await main(process.argv.slice(2))
// a plugin that left a timer or a socket open must not keep the command alive; an unref'd timer waits for nobody else
setTimeout(() => process.exit(), 250).unref()

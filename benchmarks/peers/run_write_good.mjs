// write-good: flagged when its check for weasel words reports; no other check is on.
import { require, run } from './contract.mjs'

await run('write-good', () => {
  const writeGood = require('write-good')
  const others = ['illusion', 'so', 'thereIs', 'passive', 'adverb', 'tooWordy', 'cliches']
  const options = Object.fromEntries(others.map(name => [name, false]))
  return sentence => writeGood(sentence, options).length > 0
})

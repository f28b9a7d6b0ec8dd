// hedges: a list of words and phrases; flagged when the sentence has one of them, not as a part of a longer word, in any case.
import { load, run } from './contract.mjs'

await run('hedges', async () => {
  const { hedges } = await load('hedges')
  const phrases = hedges.map(phrase => phrase.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+'))
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${phrases.join('|')})(?![\\p{L}\\p{N}])`, 'iu')
  return sentence => pattern.test(sentence)
})

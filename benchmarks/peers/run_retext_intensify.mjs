// retext-intensify: flagged on any message, while every phrase outside its own list of hedges is ignored. (The name of its
// rule is no guide: a hedge that is also a filler or a weasel goes by the other name.)
import { load, run } from './contract.mjs'

await run('retext-intensify', async () => {
  const { unified } = await load('unified')
  const { default: english } = await load('retext-english')
  const { default: intensify } = await load('retext-intensify')
  const { VFile } = await load('vfile')
  const { hedges } = await load('hedges')
  const { weasels } = await load('weasels')
  const { fillers } = await load('fillers')
  const ignore = [...weasels, ...fillers].filter(phrase => !hedges.includes(phrase))
  const processor = unified().use(english).use(intensify, { ignore }).freeze()
  return sentence => {
    const file = new VFile(sentence)
    processor.runSync(processor.parse(file), file)
    return file.messages.length > 0
  }
})

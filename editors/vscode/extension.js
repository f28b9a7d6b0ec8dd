// Starts `hedging lsp` for the texts of an editor, and ends it with the window.
'use strict'
const { workspace } = require('vscode')
const { LanguageClient } = require('vscode-languageclient/node')

let client

exports.activate = () => {
  const settings = workspace.getConfiguration('hedging')
  const register = settings.get('register')
  const args = ['lsp', ...(register ? ['--register', register] : [])]
  client = new LanguageClient(
    'hedging',
    { command: settings.get('command'), args },
    {
      documentSelector: ['markdown', 'plaintext', 'latex', 'restructuredtext'].flatMap(
        language => ['file', 'untitled'].map(scheme => ({ scheme, language }))
      )
    }
  )
  return client.start()
}

exports.deactivate = () => client?.stop()

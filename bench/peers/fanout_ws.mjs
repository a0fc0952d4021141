// Row 10: a WebSocket server with the npm package ws, which sends 200 bytes to all clients when told to.
// Lines in: "port", "cpu" (microseconds so far), "send N". Argument: each, or corked (the N messages leave together).
import { createInterface } from 'node:readline'
import { createRequire } from 'node:module'

const { WebSocketServer } = createRequire(process.env.BENCH_PEERS + '/package.json')('ws')
const isCorked = process.argv[2] === 'corked'
const payload = 'x'.repeat(200)
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false, backlog: 1024 })

function send(count) {
  for (const client of server.clients) {
    if (isCorked) client._socket.cork()
    for (let i = 0; i < count; i++) client.send(payload)
    if (isCorked) client._socket.uncork()
  }
}

function answer(line) {
  if (line === 'port') return server.address().port
  const { user, system } = process.cpuUsage()
  if (line === 'cpu') return user + system
  send(Number(line.split(' ')[1]))
  return 0
}

server.on('listening', () => {
  const lines = createInterface({ input: process.stdin })
  lines.on('line', (line) => console.log(answer(line)))
  lines.on('close', () => process.exit(0))
})

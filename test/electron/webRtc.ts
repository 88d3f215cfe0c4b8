/** What a hostile page can reach with WebRTC: a TURN server over TCP and a STUN server over UDP. */
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

interface Ports {
  readonly tcp: number
  readonly udp: number
}

export interface Listening {
  /** Ports at 127.0.0.1. */
  readonly ports: Ports
  /** Received TCP connections and UDP messages. */
  reached(): Ports
  stop(): void
}

export async function listenForAnyone(): Promise<Listening> {
  let tcp = 0
  let udp = 0
  const server = createServer((socket) => {
    tcp += 1
    socket.on('error', () => undefined).destroy()
  })
  const socket = createSocket('udp4').on('message', () => (udp += 1))
  await Promise.all([
    new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)),
    new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve)),
  ])
  const address = server.address()
  return {
    ports: { tcp: typeof address === 'object' && address !== null ? address.port : 0, udp: socket.address().port },
    reached: () => ({ tcp, udp }),
    stop: () => {
      server.close()
      socket.close()
    },
  }
}

/**
 * Runs in the page. Returns the candidates that Chromium finds until it reports the end. A server that does not answer
 * would delay the end by 40 s, of which this waits for 3.
 */
export async function gatherCandidates(ports: Ports): Promise<string[]> {
  const found: string[] = []
  const connection = new RTCPeerConnection({
    iceServers: [
      { urls: `turn:127.0.0.1:${ports.tcp}?transport=tcp`, username: 'page', credential: 'page' },
      { urls: `stun:127.0.0.1:${ports.udp}` },
    ],
  })
  const over = new Promise<void>((resolve) => {
    connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate === null) resolve()
      else found.push(candidate.candidate)
    })
  })
  connection.createDataChannel('out')
  await connection.setLocalDescription(await connection.createOffer())
  await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 3000))])
  connection.close()
  return found.filter((candidate) => candidate !== '')
}

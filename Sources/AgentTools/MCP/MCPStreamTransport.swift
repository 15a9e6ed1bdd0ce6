internal import Basics
internal import Synchronization

/// The protocol over two streams of bytes, one message a line: standard input and output.
package struct MCPStreamTransport: Sendable {
    let server: MCPServer
    /// Gives the next bytes, none at the end; called one at a time.
    let read: @Sendable () async throws -> [UInt8]
    /// Writes a whole line; called one at a time.
    let write: @Sendable ([UInt8]) throws -> Void

    /// A transport; `read` and `write` may throw, which ends it.
    package init(
        _ server: MCPServer, read: @escaping @Sendable () async throws -> [UInt8],
        write: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.server = server
        self.read = read
        self.write = write
    }

    /// Serves until nothing more comes, and answers what is under way then.
    package func run() async throws {
        let connection = MCPConnection()
        let output = LineOutput(write)
        var framing = MCPLineFraming()
        try await withThrowingTaskGroup(of: Void.self) { group in
            var running = 0
            while true {
                let bytes = try await read()
                let lines = bytes.isEmpty ? framing.finish() : framing.take(bytes)
                for line in lines {
                    let message = MCPMessage(line)
                    if message.isQuick {
                        await serve(message, on: connection, to: output)
                        continue
                    }
                    // Whoever floods waits: nothing more is read until something is answered.
                    if running >= MCPConnection.maximumRequests {
                        try await group.next()
                        running -= 1
                    }
                    running += 1
                    group.addTask { await serve(message, on: connection, to: output) }
                }
                if let failure = output.failure { throw failure }
                if bytes.isEmpty { break }
            }
            try await group.waitForAll()
        }
        if let failure = output.failure { throw failure }
    }

    private func serve(
        _ message: MCPMessage, on connection: MCPConnection, to output: LineOutput
    ) async {
        if let answer = await server.handle(message, on: connection, telling: output.send) {
            output.send(answer)
        }
    }
}

extension MCPMessage {
    fileprivate init(_ line: MCPLineFraming.Line) {
        switch line {
        case .message(let bytes): self.init(parsing: bytes)
        case .tooLong: self = .tooLarge
        }
    }
}

/// Writes messages one after the other; the first failure ends it.
private final class LineOutput: Sendable {
    private let write: @Sendable ([UInt8]) throws -> Void
    private let first = Mutex<(any Error)?>(nil)

    init(_ write: @escaping @Sendable ([UInt8]) throws -> Void) { self.write = write }

    var failure: (any Error)? { first.withLock { $0 } }

    func send(_ message: JSONValue) {
        let line = Array(message.text(indented: false).utf8) + [UInt8(ascii: "\n")]
        first.withLock { failure in
            guard failure == nil else { return }
            do { try write(line) } catch { failure = error }
        }
    }
}

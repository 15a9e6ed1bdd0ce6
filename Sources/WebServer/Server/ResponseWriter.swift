/// What a streamed answer is written to.
package struct ResponseWriter: Sendable {
    let stream: ResponseStream

    /// Sends bytes; returns when there is room for more, and false when nobody reads any longer.
    package func write(_ bytes: [UInt8]) async -> Bool { await stream.send(bytes) }

    /// Sends a text.
    package func write(_ text: String) async -> Bool { await write(Array(text.utf8)) }
}

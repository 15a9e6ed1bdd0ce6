/// How much and how long to bear of a provider.
package struct ModelLimits: Sendable, Hashable {
    /// The most bytes of text in an answer.
    package var textBytes: Int
    /// The most bytes of arguments of all calls of tools in an answer.
    package var toolBytes: Int
    /// The most calls of tools in an answer.
    package var toolCalls: Int
    /// The most bytes on the wire, framing included.
    package var streamBytes: Int
    /// How long the provider may be silent; whole seconds.
    package var idle: Duration
    /// How long one question may take, retries and waits included.
    package var total: Duration

    /// Limits; the defaults are 64 KiB of text, 1 MiB in 64 calls, 16 MiB of stream, 60 seconds and 5 minutes.
    package init(
        textBytes: Int = 64 << 10, toolBytes: Int = 1 << 20, toolCalls: Int = 64,
        streamBytes: Int = 16 << 20, idle: Duration = .seconds(60), total: Duration = .seconds(300)
    ) {
        self.textBytes = textBytes
        self.toolBytes = toolBytes
        self.toolCalls = toolCalls
        self.streamBytes = streamBytes
        self.idle = idle
        self.total = total
    }
}

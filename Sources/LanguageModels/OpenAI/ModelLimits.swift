/// How much and how long to bear of a provider.
package struct ModelLimits: Sendable, Hashable {
    /// The most bytes of text in an answer.
    package var textBytes: Int
    /// The most bytes on the wire, framing included.
    package var streamBytes: Int
    /// How long the provider may be silent.
    package var idle: Duration
    /// How long one question may take, retries and waits included.
    package var total: Duration

    /// Limits; the defaults are 64 KiB of text, 16 MiB of stream, 60 seconds and 5 minutes.
    package init(
        textBytes: Int = 64 << 10, streamBytes: Int = 16 << 20, idle: Duration = .seconds(60),
        total: Duration = .seconds(300)
    ) {
        self.textBytes = textBytes
        self.streamBytes = streamBytes
        self.idle = idle
        self.total = total
    }
}

/// The bytes of a body as they come, within the limit of the request and of the server's memory.
struct RequestBody {
    /// What each body may hold without a share of the server's memory for bodies.
    static let freeBytes = 64 << 10

    private(set) var bytes: [UInt8] = []
    private(set) var reserved = 0
    let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Adds bytes; what is to be answered when they are too many.
    mutating func add(_ more: UnsafeRawBufferPointer, in core: ServerCore) -> WebResponse? {
        let count = bytes.count + more.count
        guard count <= limit else { return Self.tooLarge(limit: limit) }
        let wanted = max(0, count - Self.freeBytes) - reserved
        if wanted > 0 {
            guard core.reserve(wanted) else { return Self.noMemory }
            reserved += wanted
        }
        bytes.append(contentsOf: more)
        return nil
    }

    static func tooLarge(limit: Int) -> WebResponse {
        limit == 0
            ? .refusal(413, "this request must not have a body")
            : .refusal(413, "the body is larger than \(limit) bytes")
    }

    private static let noMemory = WebResponse.refusal(
        503, "too many large requests are being read", remedy: "try again in a few seconds"
    ).with("retry-after", "5")
}

/// The fields that every answer has, so that a browser does with it only what we mean.
enum SecurityFields {
    private static let fixed: [RequestHead.Field] = [
        .init(
            "content-security-policy",
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"),
        .init("x-content-type-options", "nosniff"),
        .init("x-frame-options", "DENY"),
        .init("referrer-policy", "no-referrer"),
        .init("cross-origin-opener-policy", "same-origin"),
        .init("cross-origin-resource-policy", "same-origin"),
    ]

    /// The fields to add; nothing is kept by a cache unless the answer says so.
    static func all(for response: WebResponse) -> [RequestHead.Field] {
        response["cache-control"] == nil ? fixed + [.init("cache-control", "no-store")] : fixed
    }
}

/// What the headers of a delivery name it by.
package struct WebhookHeaders: Hashable, Sendable {
    /// The header of the event's name.
    package static let eventHeader = "X-GitHub-Event"
    /// The header of the delivery's id.
    package static let deliveryHeader = "X-GitHub-Delivery"
    /// The header of the hook's number.
    package static let hookHeader = "X-GitHub-Hook-ID"

    /// The event, such as `push`.
    package let event: String
    /// The id of the delivery, a UUID in lower case; a redelivery has the same.
    package let delivery: String
    /// The number of the hook; 0 where the sender does not tell.
    package let hook: Int

    /// Reads them; each parameter is the values of all headers of that name.
    package init(
        event: [String], delivery: [String], hook: [String]
    ) throws(WebhookError) {
        let name = try Self.only(event, Self.eventHeader)
        guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy(Self.isNameByte) else {
            throw Self.malformed(Self.eventHeader, "it is no name of an event")
        }
        let id = try Self.only(delivery, Self.deliveryHeader)
        guard Self.isUUID(id) else { throw Self.malformed(Self.deliveryHeader, "it is no UUID") }
        self.event = name
        self.delivery = id.lowercased()
        guard !hook.isEmpty else {
            self.hook = 0
            return
        }
        let text = try Self.only(hook, Self.hookHeader)
        guard text.utf8.allSatisfy(Self.isDigit), let number = Int(text) else {
            throw Self.malformed(Self.hookHeader, "it is no number")
        }
        self.hook = number
    }

    private static func only(_ values: [String], _ header: String) throws(WebhookError) -> String {
        guard let value = values.first else { throw malformed(header, "it is missing") }
        guard values.count == 1 else { throw malformed(header, "it stands more than once") }
        return value
    }

    private static func malformed(_ header: String, _ reason: String) -> WebhookError {
        WebhookError(.malformedHeader, on: header, because: reason)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"): true
        default: isDigit(byte)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Eight, four, four, four and twelve hex digits with hyphens between; any version, for GitHub promises none.
    private static func isUUID(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return false }
        return bytes.enumerated().allSatisfy { index, byte in
            switch index {
            case 8, 13, 18, 23: byte == UInt8(ascii: "-")
            default:
                isDigit(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
            }
        }
    }
}

internal import Basics

/// What can be read off an event's head without parsing it; heads are canonical JSON, so that a byte pattern suffices.
///
/// In a text within the head every quote has a backslash before it, so no text can look like a member.
struct JournalHead {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The bytes of the text `sha256:…` that stands for the fields; nil for an event without fields.
    var fieldsDigest: Range<Int>? {
        guard let start = end(of: #""fields":""#), start + 71 < bytes.count else { return nil }
        return start..<(start + 71)
    }

    /// Whether the head says that it is the one of this number.
    func hasNumber(_ seq: Int64) -> Bool { end(of: #","seq":\#(seq),"#) != nil }

    /// The number of the job that it is about; nil for none.
    var job: Int64? {
        guard let start = end(of: #","job":"#) else { return nil }
        let digits = bytes[start...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return Int64(String(decoding: digits, as: UTF8.self))
    }

    /// Whether the event is of this kind.
    func isKind(_ kind: String) -> Bool { end(of: #""kind":\#(kind.quoted()),"#) != nil }

    /// The place after the first occurrence of a pattern.
    private func end(of pattern: String) -> Int? {
        let pattern = Array(pattern.utf8)
        return bytes.withUnsafeBufferPointer { bytes in
            pattern.withUnsafeBufferPointer { pattern in
                var start = 0
                while start + pattern.count <= bytes.count {
                    var length = 0
                    while length < pattern.count, bytes[start + length] == pattern[length] {
                        length += 1
                    }
                    if length == pattern.count { return start + length }
                    start += 1
                }
                return nil
            }
        }
    }
}

internal import Documents

/// `owner/repository[/folder]@ref` in a workflow, found in the file's text.
struct ActionUse {
    /// `owner/repository`.
    let repository: String
    let ref: String
    /// The bytes of the ref.
    let refSpan: Range<Int>

    /// Finds the first reference that starts within a match, or else on its first line.
    init?(in source: SourceText, near span: Range<Int>) {
        let line = source.contentRange(ofLine: source.lineNumber(at: span.lowerBound))
        let ranges = [
            span.lowerBound..<max(span.upperBound, min(line.upperBound, source.bytes.count)), line,
        ]
        for range in ranges {
            if let found = Self.scan(source.bytes, in: range.clamped(to: 0..<source.bytes.count)) {
                self = found
                return
            }
        }
        return nil
    }

    private init(repository: String, ref: String, refSpan: Range<Int>) {
        self.repository = repository
        self.ref = ref
        self.refSpan = refSpan
    }

    private static func scan(_ bytes: [UInt8], in range: Range<Int>) -> ActionUse? {
        for at in range where bytes[at] == UInt8(ascii: "@") {
            var start = at
            while start > range.lowerBound, isNameByte(bytes[start - 1], orSlash: true) {
                start -= 1
            }
            var end = at + 1
            while end < bytes.count, isNameByte(bytes[end], orSlash: true) { end += 1 }
            let path = bytes[start..<at].split(
                separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            // Folders may start with a dot, as those of reusable workflows do; an owner may not.
            guard path.count >= 2, path.allSatisfy({ !$0.isEmpty }),
                path[0].first != UInt8(ascii: "."), end > at + 1
            else { continue }
            return ActionUse(
                repository: path.prefix(2).map { String(decoding: $0, as: UTF8.self) }
                    .joined(separator: "/"),
                ref: String(decoding: bytes[at + 1..<end], as: UTF8.self), refSpan: at + 1..<end)
        }
        return nil
    }

    private static func isNameByte(_ byte: UInt8, orSlash: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."), UInt8(ascii: "+"):
            true
        default: orSlash && byte == UInt8(ascii: "/")
        }
    }

    /// The splices that write the commit in place of the ref, and the version as a comment at the end of the line.
    ///
    /// A comment that is nothing but a version goes; any other stays behind the new one.
    func pinned(to pin: ActionPin, in source: SourceText) throws(Declined) -> [TextEdit] {
        guard pin.commit.utf8.count == 40, pin.commit.utf8.allSatisfy({ Self.isHexDigit($0) })
        else {
            throw Declined(reason: "the pin of \(repository)@\(ref) is no full commit id")
        }
        var edits: [TextEdit] = []
        if ref != pin.commit {
            edits.append(TextEdit(range: refSpan, replacement: Array(pin.commit.utf8)))
        }
        let line = source.contentRange(ofLine: source.lineNumber(at: refSpan.lowerBound))
        let note = Array("# \(pin.version)".utf8)
        let tail = refSpan.upperBound..<line.upperBound
        let trimmed = source.bytes[tail].trimmedAtEnd.endIndex
        guard let comment = Self.comment(in: source.bytes, tail) else {
            edits.append(
                TextEdit(range: trimmed..<line.upperBound, replacement: Array(" ".utf8) + note))
            return edits
        }
        var blanks = comment
        while blanks > tail.lowerBound, source.bytes[blanks - 1].isBlankByte { blanks -= 1 }
        let isVersion = Self.isVersion(source.bytes[comment..<trimmed])
        let old = blanks..<(isVersion ? trimmed : comment)
        let new = Array(" ".utf8) + note + (isVersion ? [] : Array(" ".utf8))
        if !source.bytes[old].elementsEqual(new) {
            edits.append(TextEdit(range: old, replacement: new))
        }
        return edits
    }

    /// The version that the comment behind the reference names; nil when it names none, or says more than that.
    func statedVersion(in source: SourceText) -> String? {
        let line = source.contentRange(ofLine: source.lineNumber(at: refSpan.lowerBound))
        let tail = refSpan.upperBound..<line.upperBound
        guard let start = Self.comment(in: source.bytes, tail) else { return nil }
        let comment = source.bytes[start..<source.bytes[tail].trimmedAtEnd.endIndex]
        guard Self.isVersion(comment) else { return nil }
        let word = comment.drop { $0 == UInt8(ascii: "#") || $0.isBlankByte }
        let text = String(decoding: word, as: UTF8.self)
        return text.hasPrefix("tag=") ? String(text.dropFirst(4)) : text
    }

    /// Where the comment of a line's rest starts: a `#` behind a blank and outside quotes.
    private static func comment(in bytes: [UInt8], _ range: Range<Int>) -> Int? {
        var quote: UInt8?
        // The reference itself may be quoted: its closing quote comes first and opens nothing.
        var position = range.lowerBound
        if position < range.upperBound,
            bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'")
        {
            position += 1
        }
        while position < range.upperBound {
            let byte = bytes[position]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: "#"), position > 0, bytes[position - 1].isBlankByte {
                return position
            }
            position += 1
        }
        return nil
    }

    /// Whether a comment is a version such as `# v4` or `# tag=v4.1.0`.
    private static func isVersion(_ comment: ArraySlice<UInt8>) -> Bool {
        var text = String(
            decoding: comment.drop { $0 == UInt8(ascii: "#") || $0.isBlankByte }, as: UTF8.self)
        if text.hasPrefix("tag=") { text.removeFirst(4) }
        if text.hasPrefix("v") { text.removeFirst() }
        guard text.first?.isNumber == true else { return false }
        return text.utf8.allSatisfy { isNameByte($0, orSlash: false) }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}

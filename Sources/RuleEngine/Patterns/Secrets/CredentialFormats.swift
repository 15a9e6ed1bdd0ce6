package import Basics

/// The formats of credentials that the rules of some packs know: those of their redacting leaves.
///
/// Used to clean text, so nothing is confirmed: a token with a wrong checksum or a placeholder goes as well, and so does
/// the beginning of a token that was cut off. Cost: one search for each format whose keyword stands in the text.
package struct CredentialFormats: CredentialFinder {
    /// Shorter rests behind the beginning of a token are words.
    private static let shortestRest = 12

    private struct Format {
        var kind: String
        var keywords: [[UInt8]]
        var expression: RegularExpression
        var group: String?
    }

    private var formats: [Format]
    /// How tokens begin, with the kind of token.
    private let beginnings: [(text: [UInt8], kind: String)]

    /// The formats of all redacting leaves that look at any file.
    package init(packs: [RulePack]) {
        var formats: [Format] = []
        var beginnings: [(text: [UInt8], kind: String)] = []
        for node in packs.flatMap(\.rules).flatMap(\.detectors) {
            guard case .regex(let leaf) = node.kind, leaf.isRedacting, leaf.files.isEmpty,
                let expression = try? RegularExpression(leaf.pattern)
            else { continue }
            let kind = node.id ?? "secret"
            formats.append(
                Format(
                    kind: kind, keywords: leaf.keywords.map { $0.utf8.map(Glob.lowercased) },
                    expression: expression, group: leaf.group))
            guard leaf.group == nil else { continue }
            beginnings += leaf.keywords.filter(\.isBeginningOfToken).map { (Array($0.utf8), kind) }
        }
        self.formats = formats
        self.beginnings = beginnings
    }

    /// These formats and one more, of a pattern in the syntax of rules; nil when it is none.
    package func adding(pattern: String, named kind: String) -> CredentialFormats? {
        guard let expression = try? RegularExpression(pattern) else { return nil }
        var formats = self
        formats.formats.append(
            Format(kind: kind, keywords: [], expression: expression, group: nil))
        return formats
    }

    package func credentials(in bytes: [UInt8]) -> [FoundCredential] {
        let folded = bytes.map(Glob.lowercased)[...]
        let matcher = PatternMatcher()
        var found = startedTokens(in: bytes)
        for format in formats {
            let isThere =
                format.keywords.isEmpty
                || format.keywords.contains { folded.firstEnd(of: $0) != nil }
            guard isThere else { continue }
            do throws(MatchLimit) {
                found += try format.expression.matches(
                    in: bytes, range: bytes.indices, using: matcher
                ).map { match in
                    let span = format.group.flatMap { match.groups[$0] } ?? match.span
                    return FoundCredential(span: span, kind: format.kind)
                }
            } catch {
                // What could not be searched may hold anything.
                return [FoundCredential(span: bytes.indices, kind: format.kind)]
            }
        }
        return Self.joined(found)
    }

    /// Tokens by how they begin, whatever follows.
    private func startedTokens(in bytes: [UInt8]) -> [FoundCredential] {
        beginnings.flatMap { beginning in
            var found: [FoundCredential] = []
            var rest = bytes[...]
            while let end = rest.firstEnd(of: beginning.text) {
                let start = end - beginning.text.count
                let body = bytes[end...].prefix(while: Self.isTokenByte)
                rest = bytes[max(end, body.endIndex)...]
                let isInWord = start > 0 && Self.isTokenByte(bytes[start - 1])
                if isInWord || body.count < Self.shortestRest { continue }
                found.append(FoundCredential(span: start..<body.endIndex, kind: beginning.kind))
            }
            return found
        }
    }

    /// The credentials in order; those that overlap as one.
    private static func joined(_ found: [FoundCredential]) -> [FoundCredential] {
        let sorted = found.sorted {
            ($0.span.lowerBound, -$0.span.upperBound, $0.kind)
                < ($1.span.lowerBound, -$1.span.upperBound, $1.kind)
        }
        return sorted.reduce(into: []) { result, next in
            guard let last = result.last, next.span.lowerBound < last.span.upperBound else {
                if !next.span.isEmpty { result.append(next) }
                return
            }
            let end = max(last.span.upperBound, next.span.upperBound)
            result[result.count - 1].span = last.span.lowerBound..<end
        }
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension String {
    /// Whether a keyword is no word of any language, so that what begins with it is a token: `ghp_`, `AKIA`.
    fileprivate var isBeginningOfToken: Bool {
        utf8.count >= 4
            && (utf8.last == UInt8(ascii: "_") || utf8.last == UInt8(ascii: "-")
                || self == uppercased() && utf8.allSatisfy { $0 >= UInt8(ascii: "A") })
    }
}

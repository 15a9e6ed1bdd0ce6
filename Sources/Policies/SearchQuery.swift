/// A question in anybody's words, made into a query FTS5's parser cannot misread.
///
/// Only letters, digits and the marks inside a term (`-`, `.`, `_`, `/`) survive, every term inside quotes: no
/// operator, column filter, quote or NUL of the question reaches the parser.
struct SearchQuery {
    private static let maximumBytes = 16 << 10
    private static let maximumTerms = 32
    private static let maximumTermBytes = 64

    /// The expression for `MATCH`; nil when the question holds no word.
    let expression: String?

    init(_ question: String) {
        let head = String(decoding: question.utf8.prefix(Self.maximumBytes), as: UTF8.self)
        var terms: [String] = []
        var seen: Set<[UInt8]> = []
        func add(_ term: String) {
            let isNew = seen.insert(term.utf8Bytes).inserted
            if isNew, terms.count < Self.maximumTerms { terms.append(term) }
        }
        for term in Self.split(head.lowercased(), keeping: "-._/") {
            let words = Self.split(term, keeping: "")
            guard !words.isEmpty, term.utf8.count <= Self.maximumTermBytes else { continue }
            // "ops-2.1" is sought as a phrase, so that the id outranks a stray 2 or 1.
            add(words.joined(separator: " "))
            words.forEach(add)
        }
        expression = terms.isEmpty ? nil : terms.map { "\"\($0)\"" }.joined(separator: " OR ")
    }

    private static func split(_ text: String, keeping marks: String) -> [String] {
        text.unicodeScalars.split { scalar in
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter,
                .otherLetter,
                .decimalNumber, .letterNumber, .otherNumber, .nonspacingMark, .spacingMark:
                false
            default: !marks.unicodeScalars.contains(scalar)
            }
        }.map { String($0) }
    }
}

/// One field of prose cut into what the checks look at.
struct ReviewedText {
    /// A word of a sentence in lower case, or a number.
    typealias Sentence = [String]

    let field: String
    let raw: String
    /// Words as written, without the punctuation around them; code is one word.
    let words: [(text: String, isCode: Bool)]
    /// Lower-case words by sentence; names from the facts are left out, because what they are made of claims nothing.
    let sentences: [Sentence]

    init(_ text: String, field: String, _ index: FactIndex) {
        self.field = field
        raw = text
        var words: [(String, Bool)] = []
        var plain = ""
        for (position, part) in text.split(separator: "`", omittingEmptySubsequences: false)
            .enumerated()
        {
            let isCode = position % 2 == 1
            if isCode, !part.contains(where: \.isWhitespace), !index.isSubject(String(part)) {
                words.append((String(part), true))
            }
            if isCode, index.isMereName(String(part)) || index.isSubject(String(part)) {
                plain += " "
            } else {
                // Code that names nothing known is read like any other words: it is shown to people, too.
                if !isCode || part.contains(where: \.isWhitespace) {
                    for token in WordCutter.words(of: part) { words.append((token, isCode)) }
                }
                plain += part
            }
        }
        self.words = words.map { (text: $0.0, isCode: $0.1) }
        sentences = Self.sentences(plain, index)
    }

    /// Lower case, with every run of blanks one space.
    static func folded(_ text: some StringProtocol) -> String {
        text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Cuts at sentence ends and line ends; a stop inside a word, as in `3.11`, ends nothing.
    private static func sentences(_ text: String, _ index: FactIndex) -> [Sentence] {
        var sentences: [Sentence] = []
        var current: Sentence = []
        for line in text.split(whereSeparator: \.isNewline) {
            for word in line.split(whereSeparator: \.isWhitespace) {
                for token in WordCutter.words(of: word) where !index.isMereName(token) {
                    current += WordCutter.parts(of: token.lowercased())
                }
                if WordCutter.endsSentence(word) {
                    sentences.append(current)
                    current = []
                }
            }
            sentences.append(current)
            current = []
        }
        return sentences.filter { !$0.isEmpty }
    }
}

extension ReviewedText {
    /// A whole number written in digits or as a word from two to twenty; nil for any other word.
    static func number(_ word: some StringProtocol) -> Int? {
        if !word.isEmpty, word.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return Int(word) ?? .max
        }
        return numberWords.firstIndex(of: String(word)).map { $0 + 2 }
    }

    private static let numberWords = [
        "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    ]

    /// A violation in this field with a sentence as excerpt.
    func violation(
        _ kind: DescriptionReview.Violation.Kind, _ sentence: Sentence
    ) -> DescriptionReview.Violation { .init(kind, field, sentence.joined(separator: " ")) }
}

/// Finds words that give orders to a reader or a machine: a description tells, it does not ask.
enum InstructionCheck {
    /// Runs of lower-case words, each a way in which instructions of strangers reach readers.
    private static let phrases: [[String]] = [
        // Talking to a model.
        "ignore all", "ignore any", "ignore previous", "ignore the above", "ignore your",
        "ignore every", "disregard", "forget everything", "forget all", "you are now",
        "you must", "you should", "system prompt", "system message", "new instructions",
        "previous instructions", "as an ai", "language model", "developer mode", "jailbreak",
        "act as", "pretend", "override", "obey",
        // Talking to the reader.
        "please merge", "please approve", "merge this", "merge now", "merge it", "approve this",
        "approve now", "approve it", "lgtm", "do not review", "no need to review", "skip review",
        "skip the review", "click", "visit", "log in", "login", "sign in", "download",
        "curl", "wget", "run this", "run the following", "execute this",
        "paste", "send your", "send the", "send it", "send them", "upload", "post the",
        "rotate your", "disable the", "turn off",
        "enter your", "your password", "your token", "your credentials", "api key", "secret key",
        "private key", "password", "contact us", "call us", "email us", "mail us", "urgent",
        // Acting on the forge.
        "i have merged", "i merged", "auto merge", "automerge", "force push", "delete the branch",
    ].map { $0.split(separator: " ").map(String.init) }

    /// Last parts of names that are read as hosts; those that are also ends of files are told by their shape.
    private static let domains: Set<String> = [
        "com", "org", "net", "io", "dev", "app", "example", "invalid", "test", "info", "biz",
        "xyz", "ru", "cn", "de", "uk", "eu", "us", "co", "ai", "me", "link", "click", "zip",
        "onion", "site", "online", "top", "gg", "ly", "vil",
    ]

    /// Every sentence that gives an order, and every host.
    static func check(_ text: ReviewedText, _ index: FactIndex) -> [DescriptionReview.Violation] {
        var found: [DescriptionReview.Violation] = []
        for sentence in text.sentences where phrases.contains(where: { holds(sentence, $0) }) {
            found.append(text.violation(.instruction, sentence))
        }
        for (word, _) in text.words where !index.names(word) && isHost(word) {
            found.append(.init(.link, text.field, word))
        }
        return found
    }

    private static func holds(_ sentence: [String], _ phrase: [String]) -> Bool {
        guard sentence.count >= phrase.count else { return false }
        return (0...(sentence.count - phrase.count)).contains {
            sentence[$0...].starts(with: phrase)
        }
    }

    /// Whether a word is read as the name of a host.
    static func isHost(_ word: String) -> Bool {
        let name = word.split(separator: "/", maxSplits: 1).first ?? ""
        let bare = name.split(separator: ":", maxSplits: 1).first ?? ""
        let labels = bare.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let last = labels.last, domains.contains(String(last)) else {
            return false
        }
        return labels.allSatisfy { label in
            !label.isEmpty && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
        }
    }
}

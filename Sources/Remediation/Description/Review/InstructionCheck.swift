/// Finds words that give orders to a reader or a machine: a description tells, it does not ask.
///
/// A word alone gives no order: "removes the password" and "you must look at the diff" are what descriptions say. It takes
/// who is spoken to, or what is to be done with what.
enum InstructionCheck {
    /// Every sentence that gives an order, and every host.
    static func check(_ text: ReviewedText, _ index: FactIndex) -> [DescriptionReview.Violation] {
        var found: [DescriptionReview.Violation] = []
        for sentence in text.sentences where givesOrder(sentence, text.field, index) {
            found.append(text.violation(.instruction, sentence))
        }
        for (word, isCode) in text.words
        where HostShape.matches(word, isCode: isCode) && !index.names(word) {
            found.append(.init(.link, text.field, word))
        }
        return found
    }

    private static func givesOrder(
        _ sentence: [String], _ field: String, _ index: FactIndex
    ) -> Bool {
        if speaksToMachine(sentence) { return true }
        for position in sentence.indices {
            let rest = sentence[position...]
            if let runs = boasts[sentence[position]], runs.contains(where: rest.starts),
                !index.trusted.contains(sentence[position])
            {
                return true
            }
        }
        return asksForSecret(sentence) || tellsSecret(sentence) || commands(sentence, field)
    }

    /// Whether a sentence is one that only somebody says who talks to a model, or behind the facts' back.
    static func speaksToMachine(_ sentence: [String]) -> Bool {
        let hasPhrase = sentence.indices.contains { position in
            phrases[sentence[position]]?.contains(where: sentence[position...].starts) ?? false
        }
        return hasPhrase || tampers(sentence)
    }

    /// "Ignore all previous instructions", "override the matrix".
    private static func tampers(_ sentence: [String]) -> Bool {
        sentence.indices.contains { position in
            tampering.contains(sentence[position])
                && sentence[(position + 1)...].prefix(5).contains(where: tampered.contains)
        }
    }

    /// "Enter your password".
    private static func asksForSecret(_ sentence: [String]) -> Bool {
        sentence.indices.contains { position in
            sentence[position] == "your"
                && sentence[(position + 1)...].prefix(3).contains(where: secrets.contains)
        }
    }

    /// "The password is swordfish", but not "the password is no longer in the file".
    private static func tellsSecret(_ sentence: [String]) -> Bool {
        sentence.indices.contains { position in
            guard secrets.contains(sentence[position]), position + 2 < sentence.count,
                ["is", "was", "equals", "="].contains(sentence[position + 1])
            else { return false }
            let value = sentence[position + 2]
            return !ordinary.contains(value)
                && !["ed", "en", "ly", "ing"].contains(where: value.hasSuffix)
        }
    }

    /// An imperative that only a reader can follow, or one spoken to a reader.
    private static func commands(_ sentence: [String], _ field: String) -> Bool {
        if sentence.contains(where: addressing.contains) {
            return sentence.indices.contains { position in
                // "Before the merge" is no order.
                let isNoun = position > 0 && articles.contains(sentence[position - 1])
                return !isNoun
                    && (asking.contains(sentence[position]) || doing.contains(sentence[position]))
            }
        }
        let words = sentence.drop { fillers.contains($0) }
        let isPolite = sentence.first == "please"
        guard let verb = words.first else { return false }
        if asking.contains(verb) || verb == "log" && words.dropFirst().first == "in" {
            return true
        }
        // What was done is told in the imperative, too: "Send logs to the standard output."
        return doing.contains(verb) && (isPolite || !tellingFields.contains(field))
    }

    private static let tellingFields: Set<String> = ["summary", "changes", "policyCompliance"]
    private static let addressing: Set<String> = ["you", "your", "yours", "yourself", "yourselves"]
    private static let articles: Set<String> = ["a", "an", "the", "this", "that", "each", "every"]
    private static let fillers: Set<String> = [
        "please", "kindly", "now", "then", "just", "simply", "first", "finally", "next", "also",
        "so", "and", "or", "do", "to", "continue", "proceed",
    ]
    /// What a person is asked to do outside of the text.
    private static let asking: Set<String> = [
        "approve", "click", "visit", "paste", "upload", "download", "email", "contact", "reply",
        "ping", "forward", "curl", "wget", "login", "signin",
    ]
    /// What a rule does to a file as well as a person to the world.
    private static let doing: Set<String> = [
        "merge", "send", "post", "call", "enter", "share", "accept", "run", "execute", "install",
        "disable", "delete", "skip", "grant", "give", "copy", "type", "transfer", "pay", "tell",
        "ask", "mail", "bypass",
    ]
    private static let tampering: Set<String> = [
        "ignore", "disregard", "forget", "override", "bypass", "obey", "circumvent",
    ]
    private static let tampered: Set<String> = [
        "instruction", "instructions", "prompt", "prompts", "restriction", "restrictions",
        "guideline", "guidelines", "rules", "policies", "policy", "above", "previous", "prior",
        "everything", "matrix", "review", "reviewers", "approval", "approvals", "orders",
    ]
    private static let secrets: Set<String> = [
        "password", "passwords", "passphrase", "token", "tokens", "credential", "credentials",
        "key", "keys", "secret", "secrets", "pin",
    ]
    private static let ordinary: Set<String> = [
        "a", "an", "the", "no", "not", "now", "never", "still", "only", "always", "in", "at", "on",
        "from", "of", "by", "as", "what", "that", "this", "its", "part", "gone", "read", "kept",
        "left", "held", "set", "put", "none", "one", "for", "to", "out", "there", "here", "safe",
        "unknown", "empty", "optional", "valid", "sent", "built", "found", "unique", "plain",
    ]

    /// What only somebody says who talks to a model, or to a reader behind the facts' back.
    private static let phrases = byFirstWord([
        "you are now", "system prompt", "system message", "new instructions",
        "previous instructions", "as an ai", "developer mode", "jailbreak", "pretend to be",
        "pretend that", "please merge", "please approve", "merge this", "merge now", "merge it",
        "approve this", "approve now", "approve it", "lgtm", "no need to review",
        "do not review", "skip the review", "skip review", "run this", "run the following",
        "execute this", "execute the following", "contact us", "call us", "email us", "mail us",
        "i have merged", "i merged", "i approve", "i have approved", "send it to", "send them to",
    ])

    /// What may be said only where a rule or a clause speaks of it.
    private static let boasts = byFirstWord([
        "urgent", "urgently", "auto merge", "automerge", "force push", "delete the branch",
    ])

    private static func byFirstWord(_ phrases: [String]) -> [String: [[String]]] {
        Dictionary(grouping: phrases.map { $0.split(separator: " ").map(String.init) }) { $0[0] }
    }
}

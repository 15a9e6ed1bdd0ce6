/// The words of a description, before they are Markdown: plain text with `code` in backticks, nothing else.
package struct DescriptionProse: Sendable, Hashable {
    /// What was done to one file.
    package struct Change: Sendable, Hashable {
        /// The file's path, one of the changed files.
        package var path: String
        /// What was done and why.
        package var text: String

        /// A change from its parts.
        package init(path: String, text: String) {
            self.path = path
            self.text = text
        }
    }

    /// How the change meets one clause.
    package struct Compliance: Sendable, Hashable {
        /// The citation's number in the facts, from 1.
        package var citation: Int
        /// How the change meets it.
        package var text: String

        /// A statement from its parts.
        package init(citation: Int, text: String) {
            self.citation = citation
            self.text = text
        }
    }

    /// What the pull request does, in a few sentences.
    package var summary: String
    /// What was done to each file.
    package var changes: [Change]
    /// How the change meets each clause.
    package var policyCompliance: [Compliance]
    /// What may go wrong, and who looks at it.
    package var riskAssessment: String
    /// How the change reaches production, and how it is taken back; empty to say nothing of it.
    package var rollout: String
    /// What the tests said.
    package var testing: String
    /// Where a reviewer looks first; empty to say nothing of it.
    package var reviewerNotes: String
    /// One paragraph for the team's chat; no part of the body.
    package var chatMessage: String
    /// A few sentences for people who do not write software; no part of the body.
    package var stakeholderMessage: String
    /// How far the facts bear each part out, in percent; a part that is not listed is certain.
    ///
    /// Zero means that the facts are silent, and that the part's text says so.
    package var confidence: [DescriptionPart: Int]

    /// Prose from its parts.
    package init(
        summary: String, changes: [Change], policyCompliance: [Compliance], riskAssessment: String,
        rollout: String = "", testing: String, reviewerNotes: String = "",
        chatMessage: String = "", stakeholderMessage: String = "",
        confidence: [DescriptionPart: Int] = [:]
    ) {
        self.summary = summary
        self.changes = changes
        self.policyCompliance = policyCompliance
        self.riskAssessment = riskAssessment
        self.rollout = rollout
        self.testing = testing
        self.reviewerNotes = reviewerNotes
        self.chatMessage = chatMessage
        self.stakeholderMessage = stakeholderMessage
        self.confidence = confidence
    }

    /// How far the facts bear a part out, in percent.
    package func confidence(in part: DescriptionPart) -> Int { confidence[part] ?? 100 }

    /// The text of a part that is one text; nil for the lists.
    package subscript(part: DescriptionPart) -> String? {
        get {
            switch part {
            case .summary: summary
            case .riskAssessment: riskAssessment
            case .rollout: rollout
            case .testing: testing
            case .reviewerNotes: reviewerNotes
            case .chatMessage: chatMessage
            case .stakeholderMessage: stakeholderMessage
            case .changes, .policyCompliance: nil
            }
        }
        set {
            guard let newValue else { return }
            switch part {
            case .summary: summary = newValue
            case .riskAssessment: riskAssessment = newValue
            case .rollout: rollout = newValue
            case .testing: testing = newValue
            case .reviewerNotes: reviewerNotes = newValue
            case .chatMessage: chatMessage = newValue
            case .stakeholderMessage: stakeholderMessage = newValue
            case .changes, .policyCompliance: break
            }
        }
    }

    /// Every text with the part it belongs to, in the order in which they are read.
    var passages: [(part: DescriptionPart, text: String)] {
        DescriptionPart.allCases.flatMap { part -> [(DescriptionPart, String)] in
            switch part {
            case .changes: changes.map { (part, $0.text) }
            case .policyCompliance: policyCompliance.map { (part, $0.text) }
            default: [(part, self[part] ?? "")]
            }
        }
    }

    /// Takes a part over from other prose, with its confidence.
    mutating func take(_ part: DescriptionPart, from other: DescriptionProse) {
        switch part {
        case .changes: changes = other.changes
        case .policyCompliance: policyCompliance = other.policyCompliance
        default: self[part] = other[part]
        }
        confidence[part] = other.confidence[part]
    }
}

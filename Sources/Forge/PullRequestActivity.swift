/// What is happening around a pull request.
package struct PullRequestActivity: Hashable, Sendable {
    /// Whether its branch can be merged into its base as both are now.
    package enum Mergeability: String, Hashable, Sendable, CaseIterable {
        /// Nothing is in the way of a merge but what people or checks still have to say.
        case clean
        /// The same lines were changed on both sides.
        case conflicting
        /// The base has commits that the branch lacks; a conflict is not known.
        case behind
        /// The forge has not worked it out yet, or cannot.
        case unknown
    }

    package var mergeability: Mergeability
    /// Whether the base's protection wants the branch to hold all of the base.
    package var requiresUpToDate: Bool
    package var isInMergeQueue: Bool
    package var isMergedAutomatically: Bool
    /// Those whose approval stands, for the head as it is; sorted by login.
    package var approvers: [ForgeAccount]
    /// How many reviews there are of any kind, also of earlier heads.
    package var reviews: Int
    /// Who closed it without merging; nil while open, and when the forge does not tell.
    package var closedBy: ForgeAccount?
    /// When a person last did something to it, in seconds since 1970; nil for never, and when the forge does not tell.
    package var lastHumanActivity: Int?
    /// The comments, the oldest first.
    package var comments: [Comment]

    /// What is happening, from its parts.
    package init(
        mergeability: Mergeability = .unknown, requiresUpToDate: Bool = false,
        isInMergeQueue: Bool = false, isMergedAutomatically: Bool = false,
        approvers: [ForgeAccount] = [], reviews: Int = 0, closedBy: ForgeAccount? = nil,
        lastHumanActivity: Int? = nil, comments: [Comment] = []
    ) {
        self.mergeability = mergeability
        self.requiresUpToDate = requiresUpToDate
        self.isInMergeQueue = isInMergeQueue
        self.isMergedAutomatically = isMergedAutomatically
        self.approvers = approvers
        self.reviews = reviews
        self.closedBy = closedBy
        self.lastHumanActivity = lastHumanActivity
        self.comments = comments
    }
}

/// A remark on a pull request.
package struct Comment: Hashable, Sendable {
    /// What tells it from every other of the repository.
    package let id: String
    /// Who wrote it.
    package let author: ForgeAccount
    /// What it is about, in comments of ours; nil in those of others, whatever they contain.
    package let marker: String?
    /// The text, as Markdown, with the marker's line if the forge keeps it there.
    package let body: String

    /// A comment from its parts.
    package init(id: String, author: ForgeAccount, marker: String?, body: String) {
        self.id = id
        self.author = author
        self.marker = marker
        self.body = body
    }
}

/// A comment that we want on a pull request.
package struct CommentDraft: Hashable, Sendable {
    /// What it is about, of `a`-`z`, `0`-`9` and `-`; one pull request holds one comment of ours for each.
    package let marker: String
    /// The text, as Markdown, without the marker.
    package let body: String

    /// A comment from its parts.
    package init(marker: String, body: String) {
        self.marker = marker
        self.body = body
    }

    /// The text behind a first line that keeps the marker where nobody sees it, for forges that have no other place.
    package var markedBody: String { "\(Self.opening)\(marker)\(Self.closing)\n\(body)" }

    /// The marker in the first line of a text; nil for none.
    ///
    /// It proves nothing unless the author is us.
    package static func marker(in text: String) -> String? {
        let line = text.prefix { $0 != "\n" && $0 != "\r\n" }
        guard line.hasPrefix(opening), line.hasSuffix(closing) else { return nil }
        let marker = line.dropFirst(opening.count).dropLast(closing.count)
        let isMarker = marker.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
        }
        return isMarker && !marker.isEmpty ? String(marker) : nil
    }

    private static let opening = "<!-- complybot:comment "
    private static let closing = " -->"
}

package import Basics
package import Forge
package import Snapshots

/// What a run would have the pull request hold.
package struct PullRequestPlan: Hashable, Sendable {
    /// Rules, findings and hunks, without base, time and prose.
    package var digest: Digest
    /// The fingerprints of the findings that it answers, sorted: what a person rejects by closing.
    package var findings: [String]
    /// Whether one of the findings is critical.
    package var isCritical: Bool

    /// A plan from its parts.
    package init(digest: Digest, findings: [String], isCritical: Bool = false) {
        self.digest = digest
        self.findings = findings
        self.isCritical = isCritical
    }
}

/// What the forge has of one unit: a repository, a base branch, and our branch and pull requests for it.
package struct UnitSituation: Hashable, Sendable {
    /// The unit's branch on the forge.
    package struct Branch: Hashable, Sendable {
        package var head: ObjectID
        /// The plan of our commit on it; nil when there is none of ours.
        package var plan: String?
        /// The base of our commit on it.
        package var base: ObjectID?
        /// Whose commits besides ours are on it, sorted; none when the branch is ours alone.
        ///
        /// The commits themselves are looked at, not the marker in the description: that tells a person's push from a run
        /// of ours that was killed between its push and its note of it.
        package var strangers: [String]

        /// A branch from its parts.
        package init(head: ObjectID, plan: String?, base: ObjectID? = nil, strangers: [String]) {
            self.head = head
            self.plan = plan
            self.base = base
            self.strangers = strangers
        }

        /// Whether nobody else's commits are on it.
        package var isOurs: Bool { strangers.isEmpty }
    }

    /// A pull request of ours for the branch.
    package struct KnownPullRequest: Hashable, Sendable {
        /// The state on the forge, and whose doing it is.
        package enum State: Hashable, Sendable {
            case open, merged
            /// A person closed it, or had us close it.
            case rejected
            /// We closed it.
            case withdrawn
        }

        package var number: Int
        package var state: State
        package var base: String
        package var labels: Set<String>
        /// The plan of its state marker; nil when there is none that counts.
        package var recordedPlan: String?
        /// The fingerprints of its state marker, sorted; nil when there is none that counts.
        package var recordedFindings: [String]?
        /// When it was opened, in seconds since 1970.
        package var createdAt: Int?
        package var activity: PullRequestActivity
        /// The commands in its comments, the oldest first.
        package var commands: [CommandComment]
        /// The markers of our comments on it.
        package var remarks: Set<String>

        /// A pull request from its parts.
        package init(
            number: Int, state: State, base: String = "main", labels: Set<String> = [],
            recordedPlan: String?, recordedFindings: [String]?, createdAt: Int? = nil,
            activity: PullRequestActivity = PullRequestActivity(),
            commands: [CommandComment] = [], remarks: Set<String> = []
        ) {
            self.number = number
            self.state = state
            self.base = base
            self.labels = labels
            self.recordedPlan = recordedPlan
            self.recordedFindings = recordedFindings
            self.createdAt = createdAt
            self.activity = activity
            self.commands = commands
            self.remarks = remarks
        }

        /// For how many days nobody has done anything about it; nil when it is not known when it was opened.
        func idleDays(at now: Int) -> Int? {
            let moments = [createdAt, activity.lastHumanActivity].compactMap(\.self)
            return moments.max().map { max(0, now - $0) / 86_400 }
        }
    }

    /// Our pull requests for the branch, by number.
    package var pullRequests: [KnownPullRequest]
    /// An open pull request from the branch that somebody else made.
    package var strangersPullRequest: Int?
    /// Nil when there is no such branch.
    package var branch: Branch?
    /// Whether a branch `complybot` keeps ours from existing.
    package var isNamespaceTaken: Bool
    /// Our open pull requests of the repository, those of the unit included.
    package var open: OpenPullRequests

    /// A situation from its parts; the pull requests are put in order.
    package init(
        pullRequests: [KnownPullRequest], strangersPullRequest: Int? = nil, branch: Branch?,
        isNamespaceTaken: Bool = false,
        open: OpenPullRequests = OpenPullRequests(count: 0, newestCreatedAt: nil)
    ) {
        self.pullRequests = pullRequests.sorted { $0.number < $1.number }
        self.strangersPullRequest = strangersPullRequest
        self.branch = branch
        self.isNamespaceTaken = isNamespaceTaken
        self.open = open
    }

    /// Adds what is wished for every open pull request, as commands of somebody who may write.
    mutating func add(_ wishes: [CommandComment.Command]) {
        guard let index = pullRequests.firstIndex(where: { $0.state == .open }) else { return }
        pullRequests[index].commands += wishes.map { wish in
            CommandComment(
                id: "dashboard", author: ForgeAccount(login: "dashboard"), command: wish,
                permission: .write, isAnswered: false)
        }
    }

    /// The open one, of several the first.
    package var openPullRequest: KnownPullRequest? { pullRequests.first { $0.state == .open } }
}

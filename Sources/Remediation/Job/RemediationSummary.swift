internal import Basics
package import Forge
internal import Git
internal import RuleEngine
internal import Snapshots

/// What became of one repository, in the words of reports: what the store keeps and the table shows.
package struct RemediationSummary: Codable, Hashable, Sendable {
    /// A patch that was not applied.
    package struct Declined: Codable, Hashable, Sendable {
        package var rule: String
        package var reason: String

        /// A refusal from its parts.
        package init(rule: String, reason: String) {
            self.rule = rule
            self.reason = reason
        }
    }

    /// A check as it was reported.
    package struct Check: Codable, Hashable, Sendable {
        package var name: String
        package var conclusion: String

        /// A check from its parts.
        package init(name: String, conclusion: String) {
            self.name = name
            self.conclusion = conclusion
        }
    }

    /// What happened to the pull request.
    package enum PullRequestAction: String, Codable, Sendable {
        case none, created, updated, unchanged, closed, held, left
    }

    package var repository: String
    package var location: String
    /// The base commit, 40 hex digits; nil when the repository could not be read.
    package var base: String?
    /// Counts by severity, the worst first.
    package var findings: [Count] = []
    /// The ids of the rules whose patches are in the plan, sorted, each once.
    package var patched: [String] = []
    package var declined: [Declined] = []
    /// What the gates proved of the plan; nil when there was nothing to patch.
    package var proof: ProofRecord?
    /// The places of policies that the pull request cites; nil when this run described none.
    package var citations: [CitationRecord]?
    /// What a scanner outside found besides, which counts among the findings; nil for nothing.
    package var outside: [OutsideScan.Finding]?
    /// What could not be looked at.
    package var errors: [String] = []
    /// How many findings are waived; nil for none.
    package var waived: Int?
    /// The findings and waivers one by one, as far as they are kept; nil when there are none.
    package var details: Details?
    /// Whether the repository does not want to be looked at; nil when it does.
    package var isOptedOut: Bool?
    /// The digest of the configuration that held.
    package var configuration: String?
    /// What is wrong with the repository's configuration and waivers; nil in summaries of older versions.
    package var problems: [String]?
    /// The tests before and after, or why they did not run.
    package var tests = ""
    package var approvals: [String] = []
    package var riskLevel: String?
    package var action = PullRequestAction.none
    /// The number of the pull request.
    package var number: Int?
    /// Where it can be looked at.
    package var url: String?
    /// Why the pull request is as it is, in words.
    package var note = ""
    /// The pull request as this run left it; nil when it wrote none.
    package var pullRequest: RepositoryObservation.Proposal?
    /// Whether something is waited for that no change of the repository brings: a window, a limit; nil for nothing.
    package var isWaiting: Bool?
    /// What keeps the repository from being worked on, as `archived` or `gone`, or its findings from being proposed, as
    /// `branch-conflict`, or that it was `renamed`; nil for nothing.
    package var condition: String?
    /// The commit that was proposed.
    package var head: String?
    /// What the checks on the pull request's head say; nil when none were reported.
    package var checks: [Check]?
    /// Why they could not be reported; nil when they were, or none are wanted.
    package var unreported: String?
    /// What the forge was told of the repository's dependencies; nil when there was nothing new to tell.
    package var dependencies: Dependencies?
    /// How the pull request's words came about, and the messages beside it; nil when none was described.
    package var description: DescriptionRecord?
    /// The waivers that end soon or have ended; nil for none.
    package var waivers: [WaiverEnd]?
    /// What became of the other branches that pull requests go to; nil for none.
    package var others: [RemediationSummary]?
    /// Whether files could not be looked at; nil when all could.
    package var isUnread: Bool?
    /// Outward writes that this run made: pushes, and changes of pull requests.
    package var writes = 0
    /// Who drove it by tools; nil when nobody did.
    package var agent: Agent?
    /// The failure; nil when the work was completed.
    package var failure: String?
    /// Whether somebody's mistake is in the way, with or without a failure: a malformed address or configuration.
    package var isUsageFailure = false

    /// What became of telling the forge of the dependencies.
    package struct Dependencies: Codable, Hashable, Sendable {
        /// How many packages it was told of.
        package var packages = 0
        /// In how many files they are.
        package var files = 0
        /// How many files there was no room for.
        package var leftOut = 0
        /// Why it was not told, or cannot use it; nil when it took everything.
        package var problem: String?
        /// Whether the next run tries again.
        package var isOpen = false
    }

    /// A number of findings of one severity.
    package struct Count: Codable, Hashable, Sendable {
        package var severity: String
        package var count: Int

        /// A count from its parts.
        package init(severity: String, count: Int) {
            self.severity = severity
            self.count = count
        }
    }

    /// A summary that knows no more than the repository.
    package init(repository: String, location: String) {
        self.repository = repository
        self.location = location
    }
}

extension RemediationSummary {
    /// It, and those of other branches of the repository.
    package var all: [RemediationSummary] { [self] + (others ?? []) }

    /// The summary of a repository without a commit.
    static func empty(_ job: RepositoryJob) -> RemediationSummary {
        var summary = RemediationSummary(repository: job.name, location: job.location)
        summary.note = "the repository has no commits"
        return summary
    }

    /// What was found and can be patched.
    init(of patch: PatchResult, judgement: Judgement, base: Remediator.Base) {
        self.init(repository: base.job.name, location: base.remote.description)
        self.base = base.commit.description
        findings = judgement.findings.filter { $0.status != .waived }.map(\.finding)
            .bySeverity.map { .init(severity: $0.severity.rawValue, count: $0.count) }
        let waived = judgement.findings.count { $0.status == .waived }
        self.waived = waived == 0 ? nil : waived
        details = Details(of: judgement)
        configuration = base.terms.configuration.digest.description
        isOptedOut = base.terms.isOptedOut ? true : nil
        patched = Set(patch.applied.map(\.finding.ruleID)).sorted()
        proof = ProofRecord(of: ProposedChange(patch))
        declined = patch.declined.map { .init(rule: $0.finding.ruleID, reason: $0.reason) }
        errors = patch.before.problems.map { error in
            [error.path?.description, error.ruleID, error.message].compactMap(\.self).joined(
                separator: ": ")
        }
        let ends = base.isDefault ? WaiverEnd.ends(of: judgement.waivers) : []
        waivers = ends.isEmpty ? nil : ends
        isUnread = patch.before.errors.isEmpty ? nil : true
        problems = (base.terms.problems + judgement.problems).sorted().map {
            $0.diagnostic.description
        }
    }
}

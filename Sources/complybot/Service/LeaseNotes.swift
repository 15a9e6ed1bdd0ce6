import Fleet
import Remediation
import RuleEngine
import Snapshots

/// What a worker elsewhere is told of a repository with its lease: what the server's lists say of it.
enum LeaseNotes {
    /// What is known of a repository, and what was decided about its proposal, by name.
    static func notes(of job: RepositoryJob, _ decision: ProposalDecision?) -> [String: String] {
        var notes: [String: String] = [:]
        notes["service"] = job.service
        notes["tier"] = job.tier.map { "\($0)" }
        for (key, value) in facts(job.facts) { notes["fact.\(key)"] = value }
        if let decision {
            notes["decision.head"] = decision.head.description
            notes["decision.is-approval"] = "\(decision.isApproval)"
            notes["decision.actor"] = decision.actor
            notes["decision.reason"] = decision.reason
        }
        return notes
    }

    /// The repository of a lease; a note that is not understood is passed over.
    static func job(of lease: Lease) -> RepositoryJob {
        var job = RepositoryJob(
            location: lease.location, service: lease.notes["service"],
            tier: lease.notes["tier"].flatMap { Int($0) })
        job.forgeID = FleetMembers.number(of: lease.unit.repository)
        for (name, value) in lease.notes where name.hasPrefix("fact.") {
            _ = job.setFact(String(name.dropFirst("fact.".count)), to: value)
        }
        return job
    }

    /// What was decided about the proposal of a lease's unit; nil for nothing, and for notes that are not whole.
    static func decision(of lease: Lease) -> ProposalDecision? {
        guard let head = lease.notes["decision.head"].flatMap({ ObjectID(hex: $0) }),
            let isApproval = lease.notes["decision.is-approval"].flatMap({ Bool($0) }),
            let actor = lease.notes["decision.actor"], let reason = lease.notes["decision.reason"]
        else { return nil }
        return ProposalDecision(
            head: head, isApproval: isApproval, actor: actor, reason: reason)
    }

    private static func facts(_ facts: RepositoryFacts) -> [String: String] {
        var texts: [String: String] = [:]
        texts["topics"] = facts.topics.map { $0.sorted().joined(separator: ",") }
        texts["visibility"] = facts.visibility?.rawValue
        texts["archived"] = facts.isArchived.map { "\($0)" }
        texts["fork"] = facts.isFork.map { "\($0)" }
        for (name, value) in facts.properties { texts["property.\(name)"] = value }
        return texts
    }
}

package import Snapshots

/// What somebody whom the operator trusts said to a proposal elsewhere than at the forge.
package struct ProposalDecision: Hashable, Sendable {
    /// The commit that it is about, and no other.
    package var head: ObjectID
    /// Whether it is a yes, for everybody who is asked; else it is a no.
    package var isApproval: Bool
    /// Who took it, as the journal says.
    package var actor: String
    package var reason: String

    /// A decision from its parts.
    package init(head: ObjectID, isApproval: Bool, actor: String, reason: String) {
        self.head = head
        self.isApproval = isApproval
        self.actor = actor
        self.reason = reason
    }
}

/// Manifests of applications that stand without a lock file.
package struct LockfileLeaf: Hashable, Sendable {
    /// A leaf.
    package init() {}

    /// What may be written.
    static let format = FormatMapping(
        "manifests of applications, in the rule's files, without the lock file of their package manager; attributes `manager`, `expected`",
        [.required("state", .choice(["absent"]), "that it is missing")])
}

/// One version of a package that a file settles on.
package struct ResolvedDependency: Hashable, Sendable {
    /// Who asked for a package.
    package enum Relation: Sendable { case direct, indirect }
    /// When it is needed.
    package enum Scope: Sendable { case runtime, development }

    package let url: PackageURL
    /// Who asked for it; nil where the files do not tell.
    package var relation: Relation?
    /// When it is needed; nil where the files do not tell.
    package var scope: Scope?

    /// Each package once, in order: asked for directly and needed at run time go before the rest.
    package static func merged(_ dependencies: [ResolvedDependency]) -> [ResolvedDependency] {
        var known: [PackageURL: ResolvedDependency] = [:]
        for dependency in dependencies {
            guard var merged = known[dependency.url] else {
                known[dependency.url] = dependency
                continue
            }
            if merged.relation != dependency.relation {
                let isDirect = merged.relation == .direct || dependency.relation == .direct
                merged.relation = isDirect ? .direct : nil
            }
            if merged.scope != dependency.scope {
                let isRuntime = merged.scope == .runtime || dependency.scope == .runtime
                merged.scope = isRuntime ? .runtime : nil
            }
            known[dependency.url] = merged
        }
        return known.values.sorted { $0.url < $1.url }
    }
}

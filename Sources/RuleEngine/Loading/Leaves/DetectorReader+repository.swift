extension DetectorReader {
    /// The leaf; nil, with mistakes noted, when it is malformed.
    func updateTool(_ field: Field) -> Detector.Kind? {
        field.mapping(UpdateToolLeaf.format)?.required("check")?
            .choice(UpdateToolLeaf.Check.self).map { .updateTool(UpdateToolLeaf(check: $0)) }
    }

    /// The leaf; nil, with mistakes noted, when it is malformed.
    func lockfile(_ field: Field) -> Detector.Kind? {
        field.mapping(LockfileLeaf.format)?.required("state")?.choice(["absent"])
            .map { _ in .lockfile(LockfileLeaf()) }
    }
}

extension DetectorReader {
    /// The leaf; nil, with mistakes noted, when it is malformed.
    func workflow(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(WorkflowLeaf.format),
            let check = keys.required("check")?.choice(WorkflowLeaf.Check.self)
        else { return nil }
        if check == .missingEvent, keys["events"] == nil { field.fail("missing key `events`") }
        if check != .missingEvent { keys["events"]?.fail("`events` is for missing_event") }
        if check != .unpinnedUses {
            keys["allow_owners"]?.fail("`allow_owners` is for unpinned_uses")
        }
        if check == .credentialUse, keys["of"] == nil { field.fail("missing key `of`") }
        if check != .credentialUse { keys["of"]?.fail("`of` is for credential_use") }
        return .workflow(
            WorkflowLeaf(
                check: check, events: keys["events"]?.oneOrMoreTexts() ?? [],
                allowedOwners: keys["allow_owners"]?.template(),
                checkout: keys["of"].flatMap(identifier)))
    }
}

internal import Documents

extension DetectorReader {
    /// The leaf; nil, with mistakes noted, when it is malformed.
    func dependency(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(DependencyLeaf.format) else {
            return nil
        }
        let ecosystem = keys.required("ecosystem")?
            .choice(Ecosystem.allCases.map(\.rawValue) + ["*"])
        guard let name = keys.required("package")?.text(), let ecosystem else { return nil }
        var severity: Template?
        if let advisory = keys["advisory"] {
            severity = advisory.mapping(DependencyLeaf.advisory)?.required("min_severity")?
                .template()
            if severity == nil { return nil }
        }
        return .dependency(
            DependencyLeaf(
                ecosystem: ecosystem, package: name, version: keys["version"]?.text(),
                minimumAdvisorySeverity: severity))
    }
}

internal import Documents

extension DetectorReader {
    /// The leaf; nil, with mistakes noted, when it is malformed.
    func yamlFeatures(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(YAMLFeaturesLeaf.format),
            let inside = keys.required("in").flatMap(identifier), let any = keys.required("any")
        else { return nil }
        let features = any.list().compactMap { $0.choice(YAMLFeaturesLeaf.Feature.self) }
        if any.node.items.isEmpty { any.fail("`any` names nothing") }
        return .yamlFeatures(YAMLFeaturesLeaf(inside: inside, features: features))
    }
}

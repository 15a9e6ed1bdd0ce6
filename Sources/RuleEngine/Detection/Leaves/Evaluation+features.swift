internal import Documents
internal import Snapshots

extension Evaluation {
    /// What the leaf matches.
    func hits(of leaf: YAMLFeaturesLeaf, given: Solution, in scope: RuleScope) -> LeafAnswer {
        var answer = LeafAnswer()
        do throws(NotEvaluated) {
            for match in try matches(ofLeaf: leaf.inside, given: given, in: scope) {
                guard let path = match.path, let place = match.data, place.format == .yaml,
                    let document = try? facts(of: path).document(.yaml)
                else { continue }
                let chain = document.chain(to: place.path, document: place.document)
                if leaf.features.contains(where: { document.has($0, in: chain) }) {
                    answer.hits.append(LeafHit(match: match))
                }
            }
        } catch {
            answer.doubt = error.reason
        }
        return answer
    }
}

extension DataDocument {
    /// Whether the last of some nodes, each of which holds the next, has a feature.
    fileprivate func has(_ feature: YAMLFeaturesLeaf.Feature, in chain: [DataNode]) -> Bool {
        guard let node = chain.last, let root = chain.first else { return false }
        let features = chain.dropLast().reduce(into: node.features) {
            $0.formUnion($1.ownFeatures.intersection([.anchor, .alias]))
        }
        switch feature {
        case .alias: return features.contains(.alias)
        case .anchor: return features.contains(.anchor)
        case .tag: return features.contains(.tag)
        case .mergeKey: return features.contains(.mergeKey)
        case .duplicateKey: return features.contains(.duplicateKey)
        case .flow: return chain.contains { $0.style == .flow }
        case .template:
            let text = source.text(node.span)
            return root.features.contains(.complexKey) || text.contains("{{")
                || text.contains("{%")
        }
    }
}

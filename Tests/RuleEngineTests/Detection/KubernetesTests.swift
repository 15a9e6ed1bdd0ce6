import Documents
import Snapshots
import Testing

@testable import RuleEngine

@Suite("Kubernetes manifests")
struct KubernetesTests {
    private static func workload(
        _ kind: String, _ version: String = "apps/v1",
        pod: String = "containers: [{name: a, image: a:1}]"
    ) -> String {
        let open = (KubernetesManifest.podPaths[kind] ?? ["spec"]).map { "\($0): {" }.joined()
        let close = String(repeating: "}", count: KubernetesManifest.podPaths[kind]?.count ?? 1)
        return "apiVersion: \(version)\nkind: \(kind)\nmetadata: {name: x}\n\(open)\(pod)\(close)\n"
    }

    private func messages(
        _ leaf: String, _ files: [String: String], message: String = "{{c.kind}}/{{c.container}}"
    ) throws -> [String] {
        var probe = Probe("{id: c, kubernetes: \(leaf)}")
        probe.message = message
        return try probe.evaluation(files).report().findings.map(\.message)
    }

    @Test("every workload is found with the pod that it declares")
    func workloads() throws {
        for kind in KubernetesManifest.podPaths.keys.sorted() {
            let version =
                [
                    "Pod": "v1", "Job": "batch/v1", "CronJob": "batch/v1",
                    "ReplicationController": "v1",
                ][
                    kind] ?? "apps/v1"
            #expect(
                try messages("{each: containers}", ["a.yaml": Self.workload(kind, version)])
                    == ["\(kind)/a"])
        }
        #expect(
            try messages(
                "{each: containers}", ["a.yaml": Self.workload("Deployment", "acme.io/v1")])
                == [])
    }

    @Test("containers, init containers, both, pods and documents are what there is one match for")
    func each() throws {
        let pod =
            "initContainers: [{name: i, image: i}], containers: [{name: a, image: a}, {name: p}]"
        let files = ["a.yaml": Self.workload("Pod", "v1", pod: pod)]
        #expect(try messages("{each: containers}", files) == ["Pod/a"])
        #expect(try messages("{each: init_containers}", files) == ["Pod/i"])
        #expect(try messages("{each: all_containers}", files) == ["Pod/i", "Pod/a"])
        #expect(try messages("{each: pod}", files) == ["Pod/"])
        #expect(try messages("{each: document, kinds: [Pod]}", files) == ["Pod/"])
        #expect(try messages("{each: containers, kinds: [Job]}", files) == [])
    }

    @Test("several documents, lists of lists and JSON are seen through")
    func documents() throws {
        let list = """
            apiVersion: v1
            kind: List
            items:
              - {apiVersion: v1, kind: Pod, metadata: {name: one, namespace: n}, spec: {containers: [{name: a, image: i}]}}
              - apiVersion: v1
                kind: PodList
                items:
                  - {apiVersion: v1, kind: Pod, metadata: {generateName: two-}, spec: {containers: [{name: b, image: i}]}}
            ---
            ---
            {apiVersion: v1, kind: Pod, metadata: {name: three}, spec: {containers: [{name: c, image: i}]}}

            """
        let json =
            #"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "j"}, "spec": {"containers": [{"name": "d", "image": "i"}]}}"#
        #expect(
            try messages(
                "{each: containers}", ["a.yaml": list, "b.json": json],
                message: "{{c.namespace}}/{{c.name}}/{{c.container}}")
                == ["n/one/a", "/two-/b", "/three/c", "/j/d"])
    }

    @Test("templates, patches, custom resources and other formats are no manifests")
    func noManifests() throws {
        let pod = Self.workload("Pod", "v1")
        let files = [
            "chart/Chart.yaml": "name: c\n", "chart/templates/sub/a.yaml": pod,
            "t/a.yaml": "apiVersion: v1\nkind: Pod\n{{ if x }}\n",
            "t/b.yaml": "{{ x }}: 1\n---\n" + pod,
            "t/c.yaml":
                "apiVersion: v1\nkind: Pod\nmetadata: {name: \"{{ x }}\"}\nspec: {containers: [{name: a, image: i}]}\n",
            "k/kustomization.yaml":
                "patches: [{path: ../p/a.yaml}, {patch: 'a: 1'}]\npatchesStrategicMerge: [s.yaml]\n",
            "p/a.yaml": pod, "k/s.yaml": pod,
            "open.json": #"{"openapi": "3", "kind": 1, "apiVersion": 2}"#,
        ]
        #expect(try messages("{each: containers}", files).count == 1)
        #expect(
            try Probe("{kubernetes: {each: containers}}").findings(files) == ["t/b.yaml:6"])
        #expect(
            try Probe("{kubernetes: {each: containers, exclude_helm: false}}").findings(files)
                .contains { $0.hasPrefix("chart/") })
    }

    @Test("only a file that looks like a manifest is worth saying that it cannot be parsed")
    func broken() throws {
        let broken = "apiVersion: v1\nkind: Pod\nspec: [\n"
        let report = try Probe("{kubernetes: {each: containers}}").evaluation([
            "a.yaml": broken, "b.yaml": "kind: [\n# apiVersion\n",
            "c.yaml": "apiVersion: v1\nkind: Pod\nspec: {{ .x }\n",
        ]).report()
        #expect(Set(report.errors.compactMap(\.path)) == [RepositoryPath("a.yaml")])
        #expect(report.outcomes.map(\.result.name) == ["not_evaluated"])
    }

    @Test("the only port has a name or a number, which stays one")
    func ports() throws {
        let patch = """
            {safety: unsafe, touches: ["**"], ops: [{set: {in: c, path: $.probe, value: {port: "{{c.port_ref}}", all: "at {{c.port_ref}}"}}}]}
            """
        for (port, written) in [
            ("{containerPort: 80}", "80"), ("{name: web, containerPort: 80}", "web"),
        ] {
            var probe = Probe(
                "{all: [{id: c, kubernetes: {each: containers}}, {path: {in: c, select: $.probe, where: absent}}]}"
            )
            probe.patch = patch
            let text =
                "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: i\n      ports:\n        - \(port)\n"
            let compiled = try probe.compiled()
            let snapshot = MemorySnapshot(files: ["a.yaml": .init(bytes: Array(text.utf8))])
            let result = try PatchPlanner(
                compiled: compiled, context: probe.context,
                options: PatchOptions(allowsUnsafe: true)
            ).plan(on: snapshot)
            #expect(
                result.text("a.yaml") == text
                    + "      probe:\n        port: \(written)\n        all: at \(written)\n")
        }
    }
}

"""The endpoints that the platform probes."""

from fastapi.testclient import TestClient

from app.main import app

client = TestClient(app)


def test_liveness_names_the_service() -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "service": "orders"}


def test_readiness_lists_its_checks() -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["status"] == "ready"
    assert "checks" in response.json()

from fastapi import APIRouter

router = APIRouter(prefix="/healthz")
ready = APIRouter()


@router.get("")
def alive():
    return {}


@ready.api_route("/readyz", methods=["GET", "HEAD"])
def ready_to_serve():
    return {}

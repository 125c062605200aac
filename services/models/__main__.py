from chronicle.host import run
from services.models.component import COMPONENT

run(COMPONENT)

from chronicle.host import run
from services.dashboards.component import COMPONENT

run(COMPONENT)

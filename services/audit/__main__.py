from chronicle.host import run
from services.audit.component import COMPONENT

run(COMPONENT)

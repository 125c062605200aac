from chronicle.host import run
from portal.component import COMPONENT

run(COMPONENT)

from chronicle.host import run
from services.notifications.component import COMPONENT

run(COMPONENT)

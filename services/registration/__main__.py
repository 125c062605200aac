from chronicle.host import run
from services.registration.component import COMPONENT

run(COMPONENT)

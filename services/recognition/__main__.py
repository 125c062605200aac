from chronicle.host import run
from services.recognition.component import COMPONENT

run(COMPONENT)

from chronicle.host import run
from services.mobilisation.component import COMPONENT

run(COMPONENT)

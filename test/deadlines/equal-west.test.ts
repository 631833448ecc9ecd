// SPEC §1.3, §1.4, §1.6: half of the places; see instants.ts.
import { comparing } from './instants.ts'
import { places } from './second.ts'

comparing(places.slice(0, 5))
